"""The whole catalogue as open data: tables of texts, out of a database and into an empty one."""
