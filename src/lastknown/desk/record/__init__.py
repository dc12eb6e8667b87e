"""The use cases over a record: what it means at one moment, and what people then decide."""
