# L'adresse est ajoutée à la main dans le conteneur : elle répond, et disparaîtra au prochain démarrage.
# attendu: imprimante=failed: choisie par Docker
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --cap-add NET_ADMIN dockerlab/outils \
    sh -c "ip addr add 10.203.107.60/27 dev eth0 && exec python3 -u -m http.server 80"
docker run -d --name atelier-poste --network atelier nginx
