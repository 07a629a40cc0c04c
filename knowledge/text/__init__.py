"""Vietnamese text: what is typed, made comparable."""
