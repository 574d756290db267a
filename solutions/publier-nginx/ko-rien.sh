# Rien n'a été fait.
# attendu: en_marche=failed: aucun conteneur ne porte le nom test_nginx
# attendu: publication=skipped
# attendu: reponse=skipped
true
