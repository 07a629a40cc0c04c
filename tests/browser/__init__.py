"""The desk as a browser shows it: a real Chromium, the real application, an office with work to do."""
