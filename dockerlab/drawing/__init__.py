"""De quoi cela a l'air : mots, DOT, figure."""
