"""What is known: procedures through time, units, and Vietnamese text. No petition and no bot lives here."""
