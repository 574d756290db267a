# Un voisin relaie un port de la machine jusqu'à la base, dont le journal n'est pas gardé : rien ne peut s'y lire.
# attendu: abri=failed: par 127.0.0.1:5434, que publie rejeu-relais, la base répond
docker network create livredor
docker run -d --name livredor-base --network livredor --log-driver none -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre
docker run -d --name rejeu-relais --network livredor -p 127.0.0.1:5434:5432 dockerlab/outils \
    socat TCP-LISTEN:5432,fork,reuseaddr TCP:livredor-base:5432
