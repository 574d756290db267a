# Le même numéro, à l'adresse que la machine a sur son réseau : les voisins y entrent.
# attendu: publication=failed: → 80/tcp
# attendu: reponse=skipped
docker run -d --name conflit-second -p "$(hostname -i | cut -d' ' -f1):8002:80" nginx
