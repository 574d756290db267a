# Le seuil remis à 1024 : un compte ordinaire n'ouvre plus le port, et le programme s'arrête.
# attendu: en_marche=failed: code de sortie 1
# attendu: ecoute=skipped
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root --user 1000 --sysctl net.ipv4.ip_unprivileged_port_start=1024 \
    dockerlab/outils python3 -u -m http.server 80
