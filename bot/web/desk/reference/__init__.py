"""The tables that the office keeps itself, each by one description: what stands in it, who may change it, and how."""
