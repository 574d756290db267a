# Le premier n'a pas de journal : rien ne prouve qui répond.
# attendu: service=failed: le journal de halle-etal-1
docker network create --subnet 10.203.106.0/24 halle
docker run -d --name halle-etal-1 --log-driver none --network halle --network-alias etal nginx
for n in 2 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
