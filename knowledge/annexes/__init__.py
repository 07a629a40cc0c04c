"""Annexes of decisions (phụ lục kèm theo quyết định công bố), read as provinces publish them."""
