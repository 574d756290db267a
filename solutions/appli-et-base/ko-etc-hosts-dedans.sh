# Le nom est ajouté dans le conteneur en marche.
# attendu: nom=failed: par /etc/hosts
docker run -d --name livredor-base -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli -e BASE=base -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre
adresse=$(docker inspect -f '{{.NetworkSettings.Networks.bridge.IPAddress}}' livredor-base)
docker exec -u 0 livredor-appli sh -c "echo $adresse base >> /etc/hosts"
