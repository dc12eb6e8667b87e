"""How things move: search objects and their leeway, the ensemble, the compiled kernel."""
