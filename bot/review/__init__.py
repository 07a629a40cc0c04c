"""Those who answer for the office: officers and their roles, and what waits for them."""
