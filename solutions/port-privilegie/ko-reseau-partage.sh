# Il emprunte l'espace de noms d'un autre.
# attendu: ecoute=failed: emprunte
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name rejeu-porte dockerlab/outils
docker run -d --name sans-root --network container:rejeu-porte --user 1000 dockerlab/outils python3 -u -m http.server 80
