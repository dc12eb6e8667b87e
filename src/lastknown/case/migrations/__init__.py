"""The schema's history, one step a module in `versions`, for Alembic."""
