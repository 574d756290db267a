# Un voisin répond à sa place au port 80 et renvoie vers lui : le port 80 n'est pas celui de son conteneur.
# attendu: ecoute=failed: 8080/tcp
# attendu: compte=skipped
# attendu: reponse=skipped
docker network create rejeu-reseau
docker run -d --name sans-root --user 1000 --network rejeu-reseau dockerlab/outils python3 -u -m http.server 8080
docker run -d --name rejeu-relais --user 1000 --network rejeu-reseau --network-alias web dockerlab/outils \
    socat TCP-LISTEN:80,fork,reuseaddr TCP:sans-root:8080
