# La base est sur le réseau de la machine, et le livre d'or la trouve par un nom que Docker écrit dans /etc/hosts.
# attendu: abri=failed: réseau de la machine
# attendu: nom=failed: /etc/hosts
docker run -d --name livredor-base --network host -e POSTGRES_PASSWORD=plume postgres
docker run -d --name livredor-appli --add-host machine:host-gateway -e BASE=machine -e POSTGRES_PASSWORD=plume -p 127.0.0.1:8003:8080 dockerlab/livre
