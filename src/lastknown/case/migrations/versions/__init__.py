"""Each step from one schema to the next; none is ever changed once it was released."""
