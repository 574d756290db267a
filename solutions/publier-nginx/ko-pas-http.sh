# Ce qui écoute ne parle pas HTTP.
# attendu: reponse=failed: pas du HTTP
docker run -d --name test_nginx -p 127.0.0.1:8000:80 dockerlab/outils python3 -c '
import socket
with socket.create_server(("", 80)) as porte:
    while True:
        visiteur, _ = porte.accept()
        visiteur.recv(65536)
        visiteur.sendall(b"bonjour\n")
        visiteur.close()
'
