# Tout est bon, sauf qu'il n'a pas de carte réseau.
# attendu: reponse=failed: aucune adresse
docker run -d --name sans-root --network none --user 1000 dockerlab/outils python3 -u -m http.server 80
