# Un répartiteur porte le nom et envoie les requêtes aux trois : elles y arrivent, mais le nom mène à lui.
# attendu: enseigne=failed: halle-repartiteur
# attendu: service=skipped
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle nginx; done
docker run -d --name halle-repartiteur --network halle --network-alias etal nginx \
    sh -c "echo 'upstream etals { server halle-etal-1; server halle-etal-2; server halle-etal-3; } server { listen 80; location / { proxy_pass http://etals; } }' > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"
