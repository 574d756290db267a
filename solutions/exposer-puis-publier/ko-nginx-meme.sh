# Pas d'image à soi : nginx, dont la commande change le port.
# attendu: image=failed: nginx déclare 80/tcp
lance() {
    docker run -d --name "$@" nginx sh -c "sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"
}
lance comptoir-ferme
lance comptoir-hasard -p 3000
lance comptoir-choisi -p 127.0.0.1:8001:3000
