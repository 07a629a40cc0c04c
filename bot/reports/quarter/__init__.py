"""The quarter's report: its figures out of the database, in Word as it is written, and in Excel as the forms are."""
