"""From facts to what a person sees: every view gives a `Message`, and reads as plain text."""
