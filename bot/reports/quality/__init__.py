"""How well the office works over time: what it refuses, what is opened again, how people rate it, what they ask."""
