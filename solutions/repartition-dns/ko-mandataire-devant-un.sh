# Le troisième est un nginx qui note ses requêtes et les passe toutes au premier.
# attendu: service=failed: se lit aussi dans le journal de halle-etal-1
docker network create --subnet 10.203.106.0/24 halle
docker run -d --name halle-etal-1 --network halle --network-alias etal nginx
docker run -d --name halle-etal-2 --network halle --network-alias etal nginx
docker run -d --name halle-etal-3 --network halle --network-alias etal nginx \
    sh -c "echo 'server { listen 80; location / { proxy_pass http://halle-etal-1; } }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"
