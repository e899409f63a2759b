// A TLS client of Node that is told by lines what to do: how many connections to make, where, the
// version, the CA, the identity (its certificate and its key, or - and -), the file of what to ask,
// and the file for what comes. It answers by a line: ok and whether the last connection was
// resumed, or what went wrong.
'use strict';
const fs = require('fs');
const tls = require('tls');
const readline = require('readline');

const PATIENCE = 60000;

function connect(options, request) {
  return new Promise((resolve, reject) => {
    const result = {received: '', session: undefined, resumed: false};
    const socket = tls.connect(options, () => {
      result.resumed = socket.isSessionReused();
      socket.write(request);
    });
    socket.setEncoding('latin1');
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error('nothing comes')));
    socket.on('session', session => { result.session = session; });
    socket.on('data', data => { result.received += data; });
    socket.on('error', reject);
    socket.on('close', () => resolve(result));
  });
}

async function visit([connections, port, version, ca, certificate, key, request, answer]) {
  const options = {host: '127.0.0.1', port: Number(port), servername: 'web.test',
    ca: fs.readFileSync(ca), minVersion: version, maxVersion: version};
  if (certificate !== '-') {
    options.cert = fs.readFileSync(certificate);
    options.key = fs.readFileSync(key);
  }
  let received = '';
  let last;
  for (let i = 0; i < Number(connections); i++) {
    last = await connect(options, fs.readFileSync(request));
    received += last.received;
    options.session = last.session;
  }
  fs.writeFileSync(answer, received);
  return last.resumed;
}

readline.createInterface({input: process.stdin}).on('line', line => {
  visit(line.split(' ')).then(
    resumed => console.log('ok ' + resumed),
    error => console.log('failed ' + String(error).replace(/\n/g, ' ')));
});
