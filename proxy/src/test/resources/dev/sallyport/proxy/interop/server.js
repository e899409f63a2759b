// A TLS server of Node at several ports. Of each it is told the certificate, the key and whether it
// has to be shown a certificate, by whose CA (or -); it says the ports, a line each, and ends with its
// input. Its page is what it knows of the connection, and the sample of the request.
'use strict';
const fs = require('fs');
const tls = require('tls');

function serve(socket) {
  let request = '';
  socket.setEncoding('latin1');
  socket.on('error', error => console.error(String(error)));
  socket.on('data', data => {
    request += data;
    if (request.endsWith('\r\n\r\n')) {
      const subject = (socket.getPeerCertificate() || {}).subject;
      const sample = /^Sample: (.*)\r$/m.exec(request);
      socket.end('HTTP/1.0 200 OK\r\n\r\nresumed=' + socket.isSessionReused()
        + ' client=' + (subject ? 'CN=' + subject.CN : '')
        + '\nsample=' + (sample ? sample[1] : '') + '\n');
    }
  });
}

async function main(words) {
  for (let i = 0; i < words.length; i += 3) {
    const options = {cert: fs.readFileSync(words[i]), key: fs.readFileSync(words[i + 1])};
    if (words[i + 2] !== '-') {
      Object.assign(options,
        {ca: fs.readFileSync(words[i + 2]), requestCert: true, rejectUnauthorized: true});
    }
    const server = tls.createServer(options, serve);
    server.on('tlsClientError', error => console.error(String(error)));
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    console.log(server.address().port);
  }
}

process.stdin.on('end', () => process.exit(0)).resume();
main(process.argv.slice(2));
