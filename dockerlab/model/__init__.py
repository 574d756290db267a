"""Ce que la lecture veut dire : une topologie figée, pure, triée."""
