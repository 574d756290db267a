"""Ce qui se clique dans un carnet : mince, sans logique à soi."""
