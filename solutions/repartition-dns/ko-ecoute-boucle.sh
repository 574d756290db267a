# Le deuxième n'écoute que sa propre boucle locale.
# attendu: service=failed: connexion refusée
docker network create --subnet 10.203.106.0/24 halle
for n in 1 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
docker run -d --name halle-etal-2 --network halle --network-alias etal nginx \
    sh -c "echo 'server { listen 127.0.0.1:80; root /usr/share/nginx/html; }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"
