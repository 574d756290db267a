# Le deuxième répond à une requête, puis tombe.
# attendu: service=failed: halle-etal-2
docker network create --subnet 10.203.106.0/24 halle
for n in 1 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
docker run -d --name halle-etal-2 --network halle --network-alias etal nginx sh -c '
echo "server { listen 80; access_log /dev/stdout; access_log /tmp/vu; root /usr/share/nginx/html; }" > /etc/nginx/conf.d/default.conf
nginx
until [ -s /tmp/vu ]; do sleep 0.05; done
exit 3'
