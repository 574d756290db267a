# La base a une adresse fixe, et le livre d'or la connaît par cœur.
# attendu: nom=failed: il le cherche à 10.203.101.2, une adresse
docker network create --subnet 10.203.101.0/24 livredor
docker run -d --name livredor-base --network livredor --ip 10.203.101.2 -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --network livredor -e BASE=10.203.101.2 -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre
