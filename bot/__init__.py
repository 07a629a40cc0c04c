"""Everything that acts: the chat, the command line, the transaction, what arrives and what goes out."""
