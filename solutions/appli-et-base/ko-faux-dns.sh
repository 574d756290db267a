# Un serveur de noms de l'étudiant donne, d'avance, l'adresse de la base à un nom que Docker ne connaît pas.
# attendu: nom=failed: par un autre serveur de noms
docker network create --subnet 10.203.229.0/28 livredor
docker run -d --name livredor-base --network livredor --ip 10.203.229.9 -e POSTGRES_PASSWORD=plume postgres
docker run -d --name rejeu-noms --network livredor --ip 10.203.229.10 dockerlab/outils python3 -c '
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("", 53))
while True:
    query, client = server.recvfrom(512)
    end = query.index(0, 12) + 5  # le nom, le type, la classe
    found = query[end - 4:end - 2] == b"\0\1"
    answer = b"\xc0\x0c\0\1\0\1\0\0\0\x1e\0\4" + bytes([10, 203, 229, 9]) if found else b""
    server.sendto(query[:2] + b"\x81\x80\0\1\0" + bytes([found]) + b"\0\0\0\0" + query[12:end] + answer, client)
'
docker run -d --name livredor-appli --network livredor --dns 10.203.229.10 -e BASE=grimoire -e POSTGRES_PASSWORD=plume \
    -p 127.0.0.1:8003:8080 dockerlab/livre
