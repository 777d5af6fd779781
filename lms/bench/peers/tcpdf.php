<?php
// The peer of our certificates: TCPDF, the library below Moodle's certificate modules, draws and signs the same texts.
// Reads {"fonts": {...}, "count": n, "texts": [[size, bold, text], ...], "url": "...", "key": "...", "certificate": "...", "folder": "..."}
// from standard input and prints {"rendered": seconds, "signed": seconds, "bytes": n}.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_WARNING & ~E_NOTICE);
$asked = json_decode(stream_get_contents(STDIN), true);
define('K_TCPDF_EXTERNAL_CONFIG', true);
define('K_PATH_FONTS', $asked['folder'] . '/');
define('K_PATH_CACHE', $asked['folder'] . '/');
define('PDF_PAGE_FORMAT', 'A4');
define('PDF_FONT_NAME_MAIN', 'tinos');
define('PDF_FONT_SIZE_MAIN', 12);
define('PDF_FONT_MONOSPACED', 'tinos');
define('K_CELL_HEIGHT_RATIO', 1.25);
define('K_TCPDF_THROW_EXCEPTION_ERROR', true);
require 'tcpdf/tcpdf.php';

foreach ($asked['fonts'] as $file) {
    TCPDF_FONTS::addTTFfont($file, 'TrueTypeUnicode', '', 32, $asked['folder'] . '/');
}

function draw(array $asked, int $number, bool $signed): string
{
    $page = new TCPDF('L', 'mm', 'A4', true, 'UTF-8');
    $page->setPrintHeader(false);
    $page->setPrintFooter(false);
    $page->setFontSubsetting(true);
    $page->setAutoPageBreak(false);
    if ($signed) {
        $page->setSignature('file://' . $asked['certificate'], 'file://' . $asked['key'], '', '', 2, ['Name' => 'peer']);
    }
    $page->AddPage();
    for ($inset = 7; $inset < 13; $inset += 1) {
        $page->Rect($inset, $inset, 297 - 2 * $inset, 210 - 2 * $inset);
    }
    $y = 20;
    foreach ($asked['texts'] as [$size, $bold, $text]) {
        $page->setFont($bold ? 'tinosb' : 'tinos', '', $size);
        $page->setXY(20, $y);
        $page->Cell(257, 0, str_replace('{n}', (string) $number, $text), 0, 0, 'C');
        $y += $size * 0.5 + 2;
    }
    $page->write2DBarcode($asked['url'] . $number, 'QRCODE,M', 22, 160, 30, 30);
    return $page->Output('', 'S');
}

$out = [];
draw($asked, 0, false);
foreach (['rendered' => false, 'signed' => true] as $name => $signed) {
    $begin = microtime(true);
    for ($number = 1; $number <= $asked['count']; $number++) {
        $bytes = draw($asked, $number, $signed);
    }
    $out[$name] = microtime(true) - $begin;
    $out['bytes'] = strlen($bytes);
    if (isset($asked['keep'])) {
        file_put_contents($asked['keep'] . "-$name.pdf", $bytes);
    }
}
echo json_encode($out);
