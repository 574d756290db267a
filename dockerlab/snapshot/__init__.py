"""Ce qui est : une lecture du moteur, en données simples."""
