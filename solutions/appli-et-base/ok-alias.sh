# La base a une adresse fixe et un second nom ; c'est par ce nom, celui que le livre d'or cherche d'office, qu'on la trouve.
set -e
docker network create --subnet 10.203.101.0/24 livredor
docker run -d --name livredor-base --network livredor --ip 10.203.101.50 --network-alias base \
    -e POSTGRES_USER=plume -e POSTGRES_PASSWORD=encre -e POSTGRES_DB=mots -v /var/lib/postgresql/data postgres
docker run -d --name livredor-appli --network livredor \
    -e POSTGRES_USER=plume -e POSTGRES_PASSWORD=encre -e POSTGRES_DB=postgres -p 127.0.0.1:8003:8080 dockerlab/livre
