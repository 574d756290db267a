# Un nginx du bon nom renvoie vers le vrai livre d'or.
# attendu: publication=failed: 127.0.0.1:8003 → 80/tcp
# attendu: nom=failed: nom inconnu
# attendu: ecriture=skipped
docker network create livredor
docker run -d --name livredor-base --network livredor -e POSTGRES_PASSWORD=plume postgres
docker run -d --name rejeu-livre --network livredor -e BASE=livredor-base -e POSTGRES_PASSWORD=plume dockerlab/livre
docker run -d --name livredor-appli --network livredor -p 127.0.0.1:8003:80 nginx \
    sh -c "echo 'server { listen 80; location / { proxy_pass http://rejeu-livre:8080; } }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"
