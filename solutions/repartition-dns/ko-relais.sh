# Les trois ont l'alias, mais le deuxième est un relais : ce qui lui vient part chez le premier.
# attendu: service=failed: ne se lit pas dans le journal de halle-etal-2, mais dans celui de halle-etal-1
docker network create --subnet 10.203.106.0/24 halle
docker run -d --name halle-etal-1 --network halle --network-alias etal nginx
docker run -d --name halle-etal-2 --network halle --network-alias etal dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr TCP:halle-etal-1:80
docker run -d --name halle-etal-3 --network halle --network-alias etal nginx
