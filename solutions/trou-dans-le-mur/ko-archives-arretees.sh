# Arrêté, le service ne laisse plus entrer personne.
# attendu: en_marche=failed: code de sortie 0
# attendu: service=skipped
# attendu: lecteur=skipped
# attendu: publication=skipped
# attendu: mur=skipped
# attendu: voisins=skipped
docker stop mur-archives
