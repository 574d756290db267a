"""Les fichiers du cours : copies de l'étudiant, énoncés tirés des corrigés, ouvertures, essais et progrès."""
