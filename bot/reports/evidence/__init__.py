"""The evidence of one petition: what is known of it, its files, and what shows that none of it was altered."""
