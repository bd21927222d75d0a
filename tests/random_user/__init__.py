"""A bounded, seeded user of the real window: random but repeatable steps, and what must hold after each of them."""
