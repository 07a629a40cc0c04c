"""The pages of the desk, a module for each matter: what is asked for, what is shown, what is done."""
