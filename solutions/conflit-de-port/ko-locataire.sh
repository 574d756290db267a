# Il emprunte l'espace de noms de conflit-premier, et écoute à côté de lui : il n'est pas publié.
# attendu: publication=failed: emprunte
# attendu: reponse=skipped
docker run -d --name conflit-second --network container:conflit-premier dockerlab/outils python3 -u -m http.server 9000
