# Le réseau interdit aux voisins de se parler : le nom mène aux trois, et rien n'arrive.
# attendu: service=failed: aucune réponse en 2 s
docker network create --subnet 10.203.106.0/24 --opt com.docker.network.bridge.enable_icc=false halle
for n in 1 2 3; do docker run -d --name halle-etal-$n --network halle --network-alias etal nginx; done
