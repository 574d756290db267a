# Un voisin de la base est aussi sur un réseau ordinaire : il publie un port de la machine, et le relaie jusqu'à elle.
# attendu: rien_n_entre=failed: où écoute rejeu-relais, une requête arrive à paie-base
docker network create --internal coffre-paie
docker network create rejeu-quai
docker run -d --name paie-base --network coffre-paie dockerlab/outils python3 -m http.server 5432
docker run -d --name paie-appli --network coffre-paie nginx
docker create --name rejeu-relais --network rejeu-quai -p 8952:80 dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr TCP:paie-base:5432
docker network connect coffre-paie rejeu-relais
docker start rejeu-relais
