"""How the database came to its shape, one revision after another; a revision imports nothing of ours."""
