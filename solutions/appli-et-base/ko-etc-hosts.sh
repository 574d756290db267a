# Le nom est écrit à la main, à la création, sur le réseau par défaut.
# attendu: nom=failed: par /etc/hosts
docker run -d --name livredor-base -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli -e BASE=livredor-base -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 \
    --add-host livredor-base:$(docker inspect -f '{{.NetworkSettings.Networks.bridge.IPAddress}}' livredor-base) dockerlab/livre
