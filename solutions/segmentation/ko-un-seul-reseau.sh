# Tout le monde sur le même réseau : tout passe, le mur manque.
# attendu: reseaux=failed: front-librairie
# attendu: mur=failed: par le nom librairie-db, la connexion s'ouvre
docker network create front-librairie
for etage in front back db; do
    docker run -d --name librairie-$etage --network front-librairie nginx
done
